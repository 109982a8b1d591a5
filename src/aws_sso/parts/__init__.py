"""The composition root: builds adapters from settings and environment, and decides nothing."""
