/* Properties of characters that text_prepare() looks up in bulk. */
#ifndef PWPOL_TEXT_CLASSES_H
#define PWPOL_TEXT_CLASSES_H

#include <stdint.h>

/* enum text_class of every ASCII code point; 0 for a control. */
extern const uint8_t ascii_classes[128];

#endif
