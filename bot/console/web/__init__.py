"""Requests, forms, routing and templates of the console."""
