"""Pages of reference in Markdown, made from the code so that they cannot fall behind it."""
