"""What people sit at: terminals, browsers, clipboards, shells."""
