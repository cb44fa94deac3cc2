"""What students are given of a problem: a page to read, a file to start from."""
