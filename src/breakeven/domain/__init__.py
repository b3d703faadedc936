"""The nouns. No input or output, no arithmetic to speak of."""
