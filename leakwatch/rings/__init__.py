"""Which accounts and outsiders belong together: overlap, significance, backbone, outside, roles."""
