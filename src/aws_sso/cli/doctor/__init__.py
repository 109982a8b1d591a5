"""The doctor: looks at everything that can be wrong, says how to mend it, and mends what it can."""
