#pragma once

/// Heap allocations of this process so far: calls of malloc and its relatives, on all threads.
unsigned long allocation_count(void);
