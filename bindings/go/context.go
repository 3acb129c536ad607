package pwpol

// #include <pwpol.h>
// #include <stdlib.h>
import "C"

import "unsafe"

// Context is what a stranger could know of the person or of the site, so that a password drawn from it is recognised.
// Every field may be left empty; at most 64 names and 64 words, 1024 bytes each.
type Context struct {
	Login       string
	Email       string
	Names       []string
	Company     string
	Site        string
	BirthDate   string // "YYYY-MM-DD"
	Words       []string
	OldPassword []byte // the current password at a change
}

// cContext is a Context in C memory, where C may follow its pointers.
type cContext struct {
	c     *C.pwpol_context
	texts []*C.char
	lists []unsafe.Pointer
}

func (c *cContext) text(value string) (*C.char, error) {
	copied, err := text(value)
	if copied != nil {
		c.texts = append(c.texts, copied)
	}
	return copied, err
}

func (c *cContext) list(values []string, to ***C.char, count *C.size_t) error {
	if len(values) == 0 {
		return nil
	}
	list := (**C.char)(C.calloc(C.size_t(len(values)), C.size_t(unsafe.Sizeof(uintptr(0)))))
	if list == nil {
		return &Error{Status: StatusNoMemory}
	}
	c.lists = append(c.lists, unsafe.Pointer(list))
	entries := unsafe.Slice(list, len(values))
	for i, value := range values {
		copied, err := c.text(value)
		if err != nil {
			return err
		}
		if copied == nil { // an empty name is a name of no characters
			copied = C.CString("")
			c.texts = append(c.texts, copied)
		}
		entries[i] = copied
	}
	*to, *count = list, C.size_t(len(values))
	return nil
}

// fill copies a Context; of nil, c stays NULL.
func (c *cContext) fill(context *Context) (err error) {
	if context == nil {
		return nil
	}
	c.c = (*C.pwpol_context)(C.calloc(1, C.sizeof_pwpol_context))
	if c.c == nil {
		return &Error{Status: StatusNoMemory}
	}
	c.c.size = C.sizeof_pwpol_context
	for _, field := range []struct {
		from string
		to   **C.char
	}{{context.Login, &c.c.login}, {context.Email, &c.c.email}, {context.Company, &c.c.company},
		{context.Site, &c.c.site}, {context.BirthDate, &c.c.birth_date}} {
		if *field.to, err = c.text(field.from); err != nil {
			return err
		}
	}
	if err = c.list(context.Names, &c.c.names, &c.c.names_count); err != nil {
		return err
	}
	if err = c.list(context.Words, &c.c.words, &c.c.words_count); err != nil {
		return err
	}
	c.c.old_password = secretCopy(context.OldPassword)
	c.c.old_password_len = C.size_t(len(context.OldPassword))
	return nil
}

func (c *cContext) free() {
	for _, copied := range c.texts {
		free(copied)
	}
	for _, list := range c.lists {
		C.free(list)
	}
	if c.c != nil {
		wipeAndFree(c.c.old_password, int(c.c.old_password_len))
		C.free(unsafe.Pointer(c.c))
	}
}
