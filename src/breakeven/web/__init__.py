"""The web: the library's verbs over HTTP, and a page on top of them. Thin, and last.

FastAPI is imported only by who serves: `create_app` is in `breakeven.web.app`.
"""
