"""What stands on the papers of an award, as text and tables: pure, no sealed name opened, no file format known."""
