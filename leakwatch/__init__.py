"""Finds the accounts that leak personal data in the access logs an organisation keeps."""
