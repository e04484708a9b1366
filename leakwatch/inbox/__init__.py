"""The investigator's pages: FastAPI, Jinja2, htmx; whatever a page does, the REST API does."""
