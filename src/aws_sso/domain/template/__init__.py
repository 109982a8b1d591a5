"""Go's text/template language with the sprig functions, as far as names of profiles need them."""
