"""From the content to the text of the pages, with their templates."""
