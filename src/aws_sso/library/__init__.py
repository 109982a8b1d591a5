"""The Python interface: what `import aws_sso` offers to other people's programs."""
