"""The search: what each page is found by, and which pages answer a question. The browser ranks by the same rules."""
