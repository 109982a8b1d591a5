"""The doctor: judges everything that can be wrong, says how to mend it, and mends what it can."""
