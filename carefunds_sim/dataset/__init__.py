"""The results of a study: one labelled dataset, its outcomes declared before they are filled."""
