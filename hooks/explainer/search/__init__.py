"""The search: the index of the pages, and the ranking of answers. The browser ranks by the same rules."""
