"""What notify knows and decides: who is told what, and what is still to be told. Pure; no name of a person is here."""
