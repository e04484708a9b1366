"""From looks to files on disk, as dirty as such files are."""
