"""A pretend veRTC OpenAPI service behind HTTP, written from the vendor's documents and sharing nothing with the client.

    server       serve(): listens on loopback, ends on signals and when its parent dies; options: what it is started with
    app          make_app(): the ASGI callable; meets the fault, keeps the request log, serves /_simulator/...
    service      one request -> one reply: the gateway's checks in the gateway's order, then the action
    verify       recomputes the signature; limits: how often; refusals: the documented errors
    actions      the table of actions; realtime, offline and calls answer them; ask: what they share
    parameters   validation of request fields
    encode       numbers -> the service's JSON
    world        PURE: (scenario, seed, time) -> quality of any product set of cells; series: which; noise: chance
    rooms        PURE: which rooms and users are there, and when; population: the cells that they live in
    scenarios    what is wrong, where and when, from TOML; schedule: when
    faults       the kinds of faults, a module per family; catalogue(): all of them with examples
    injection    which faults are in force; meeting: what a request makes of those it meets; settings: what they switch
    line         a connection, for faults that write by hand or break it

Imports nothing, so that asking for one part loads only that part.
"""
