"""The Calls pane as data: rooms, the users of one, its matrix, a pair, a user; and what has to be asked for each.

Each step is a file: a pure function from what is known and what is looked at to a frozen view.
"""
