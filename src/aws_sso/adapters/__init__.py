"""One thing of the outside world each: files, stores, AWS, browser."""
