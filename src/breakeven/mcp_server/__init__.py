"""The library's verbs for an assistant, as a server of the Model Context Protocol.

tools.py says which verbs, signatures.py makes their schemas, guards.py and allowed.py guard
the files, trimming.py shortens answers to what can be read, server.py serves.
"""
