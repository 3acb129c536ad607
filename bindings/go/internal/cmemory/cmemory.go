// Package cmemory counts the memory that C holds, for tests: they may not call C themselves.
package cmemory

// #include <malloc.h>
//
// static size_t in_use(void)
// {
//     struct mallinfo2 info = mallinfo2();
//     return info.uordblks + info.hblkhd;
// }
import "C"

// InUse is what malloc has given out and not taken back, in bytes.
func InUse() int64 { return int64(C.in_use()) }
