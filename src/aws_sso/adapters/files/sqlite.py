"""SQLite without the package `sqlite3`, which imports `datetime` and `collections` (0.25 P).

P is an empty Python. Only the package's converters of dates and its checks of thread safety are
written in Python; connections are the same objects. A Python without `_sqlite3` uses the package.
"""

try:
    from _sqlite3 import Connection as Connection
    from _sqlite3 import Error as Error
    from _sqlite3 import connect as connect
except ImportError:
    from sqlite3 import Connection as Connection
    from sqlite3 import Error as Error
    from sqlite3 import connect as connect
