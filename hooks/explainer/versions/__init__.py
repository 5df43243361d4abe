"""Comparing two versions of the content."""
