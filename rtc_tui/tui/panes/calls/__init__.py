"""The Calls pane: from a room to the cause, step by step. Each step is a file and draws what its view tells.

    crumbs      rooms › room-4711 › matrix › user-1 → user-2
    step        what the step draws
"""
