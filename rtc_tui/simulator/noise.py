"""Chance that can be asked for anywhere and any time again: numbers from a hash of (seed, key, index).

Buckets are 30 s, blocks 5 minutes; both are counted from the Unix epoch.
"""

import struct
from functools import lru_cache
from hashlib import blake2b
from typing import Final

BUCKET_S: Final = 30
BLOCK_S: Final = 300
PER_BLOCK: Final = BLOCK_S // BUCKET_S
BLOCKS_PER_HOUR: Final = 12


@lru_cache(maxsize=16384)
def spread(seed: int, key: str, index: int, count: int) -> tuple[float, ...]:
    """`count` (at most 32) numbers, even in [-1, 1)."""
    digest = blake2b(f"{seed}|{key}|{index}".encode(), digest_size=2 * count).digest()
    return tuple(v / 32768 for v in struct.unpack(f"<{count}h", digest))


def unit(seed: int, key: str, index: int = 0) -> float:
    """One number, even in [0, 1)."""
    return (spread(seed, key, index, 1)[0] + 1) / 2


def per_block(seed: int, key: str, block: int) -> float:
    """A number in [-1, 1) for a block. One hash serves an hour."""
    return spread(seed, key, block // BLOCKS_PER_HOUR, BLOCKS_PER_HOUR)[block % BLOCKS_PER_HOUR]


@lru_cache(maxsize=12288)
def jitter(seed: int, key: str, block: int) -> tuple[float, ...]:
    """Ten numbers in (-1, 1) for the buckets of a block that add up to zero: the block's mean is not moved."""
    raw = spread(seed, key + "/30s", block, PER_BLOCK)
    mean = sum(raw) / PER_BLOCK
    return tuple((v - mean) / 2 for v in raw)


def slow(seed: int, key: str, block: int) -> float:
    """A number in [-1, 1] that walks evenly from one hour's value to the next."""
    hour, step = divmod(block, BLOCKS_PER_HOUR)
    here, there = _hourly(seed, key, hour), _hourly(seed, key, hour + 1)
    return here + (there - here) * step / BLOCKS_PER_HOUR


def _hourly(seed: int, key: str, hour: int) -> float:
    """One hash serves sixteen hours."""
    return spread(seed, key + "/1h", hour // 16, 16)[hour % 16]
