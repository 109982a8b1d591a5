"""Long texts in the user's pager, on a real terminal."""
