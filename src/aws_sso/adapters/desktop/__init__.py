"""The user's desktop: terminals, browsers, clipboards, shells."""
