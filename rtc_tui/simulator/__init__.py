"""A pretend veRTC OpenAPI service behind HTTP, written from the vendor's documents and sharing nothing with the client.

    server    Options, serve(): listens on loopback, ends on signals and when its parent dies
    app       make_app(): the ASGI callable; picks the fault, keeps the request log, serves /_simulator/...
    service   one request -> one reply: gateway checks in the gateway's order, then the action
    verify    recomputes the signature
    limits    requests per second and action
    actions   the table of actions: versions, method, parameters -> result
    parameters  validation of request fields
    encode    numbers -> the service's JSON
    world     PURE: (scenario, seed, time) -> quality of any product set of cells
    rooms     PURE: which rooms and users are there, and when
    calls     PURE: call metrics of one user
    scenarios, schedule, faults, refusals, population, series, noise: tables and small parts of the above

Imports nothing, so that asking for one part loads only that part.
"""
