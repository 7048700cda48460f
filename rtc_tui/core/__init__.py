"""Pure: no I/O, no clock, no chance, no loop. Standard library only."""
