"""The library's verbs for an assistant, as a server of the Model Context Protocol.

tools.py says which verbs, signatures.py makes their schemas, allowed.py guards the files,
trimming.py shortens answers to what can be read, server.py serves.
"""
