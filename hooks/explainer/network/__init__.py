"""Requests to services and web pages: sent politely, with limits, and what their responses mean."""
