"""Papers of an office in the form of Decree 30/2020, whatever service sets them: content in, bytes out, no I/O."""
