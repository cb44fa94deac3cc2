"""A worked solution as a page: `outline` says what stands on it, and a module a format says how that is written."""
