"""Go's text/template language and the sprig functions, as far as profile names need them."""
