"""Commands as click knows them: for help, wrong usage, and lines that are not plain."""
