"""What happens in a call, from microphone and camera to ear and eye, every two seconds.

    Life ─sending─▶ Sent ─receiving─▶ Received          (life.py: circumstances; faults.py changes them)

Circumstances go in (device, links, voice, camera), the 27 metrics come out. A fault changes circumstances, never a
metric, so that its symptoms are those of the physics. All columns are lists with one number per step.
"""
