package pwpol

// #cgo pkg-config: pwpol
// #include <pwpol.h>
// #include <stdlib.h>
// #include <string.h>
//
// /* Wipes in a way that no compiler removes. */
// static void wipe(void *memory, size_t size)
// {
//     volatile unsigned char *at = memory;
//     while (size-- > 0)
//         *at++ = 0;
// }
import "C"

import (
	"errors"
	"runtime"
	"sync"
	"unsafe"
)

// ErrClosed is what a call on a closed object answers.
var ErrClosed = errors.New("pwpol: the object is closed")

// handle owns an object of the library. Calls hold it, and so does what is made of it and needs it.
type handle struct {
	lock    sync.Mutex
	pointer unsafe.Pointer // nil when freed
	free    func(unsafe.Pointer)
	holders int
	closed  bool
}

func (h *handle) init(pointer unsafe.Pointer, free func(unsafe.Pointer)) {
	h.pointer, h.free = pointer, free
	runtime.SetFinalizer(h, (*handle).Close)
}

// Close frees what the object holds: at once, or when the calls under way have ended and what was made of it is closed.
// Nothing else can be done with it from now on. Closing twice is fine.
func (h *handle) Close() error {
	h.lock.Lock()
	defer h.lock.Unlock()
	if !h.closed {
		h.closed = true
		runtime.SetFinalizer(h, nil)
		h.end()
	}
	return nil
}

// open gives the pointer, which stays good until release; nil when the object is closed.
func (h *handle) open() unsafe.Pointer {
	h.lock.Lock()
	defer h.lock.Unlock()
	if h.closed || h.pointer == nil {
		return nil
	}
	h.holders++
	return h.pointer
}

// hold is one more open of what is open already.
func (h *handle) hold() {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.holders++
}

func (h *handle) release() {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.holders--
	h.end()
}

// end frees what nobody holds any longer. The lock is held.
func (h *handle) end() {
	if h.closed && h.holders == 0 && h.pointer != nil {
		h.free(h.pointer)
		h.pointer = nil
	}
}

// start is the address of the first byte of a slice that C reads during one call; nil for none.
func start(bytes []byte) *C.char {
	if len(bytes) == 0 {
		return nil
	}
	return (*C.char)(unsafe.Pointer(&bytes[0]))
}

// secretCopy is a copy in C memory, for a call that may outlive its caller.
func secretCopy(bytes []byte) *C.char {
	if len(bytes) == 0 {
		return nil
	}
	return (*C.char)(C.CBytes(bytes))
}

func wipeAndFree(memory *C.char, size int) {
	if memory != nil {
		C.wipe(unsafe.Pointer(memory), C.size_t(size))
		C.free(unsafe.Pointer(memory))
	}
}

// text is a NUL-terminated copy, ended by free; NULL for "". A NUL inside would hide what follows it.
func text(value string) (*C.char, error) {
	if value == "" {
		return nil, nil
	}
	for i := 0; i < len(value); i++ {
		if value[i] == 0 {
			return nil, &Error{Status: StatusArgument, message: "pwpol: a text holds a NUL byte"}
		}
	}
	return C.CString(value), nil
}

func free(text *C.char) { C.free(unsafe.Pointer(text)) }

// texts holds C strings that are freed together.
type texts struct{ all []*C.char }

func (t *texts) add(value string) (*C.char, error) {
	copied, err := text(value)
	if copied != nil {
		t.all = append(t.all, copied)
	}
	return copied, err
}

func (t *texts) free() {
	for _, copied := range t.all {
		free(copied)
	}
}
