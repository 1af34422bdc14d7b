/* The files of lib/bodies/data, byte for byte, in the read-only part of the program. */
        .section .rodata

        .macro embed symbol, file
        .balign 64
        .global \symbol
        .global \symbol\()_end
        .hidden \symbol
        .hidden \symbol\()_end
\symbol:
        .incbin "\file"
\symbol\()_end:
        .endm

        embed perilune_embedded_de440, PERILUNE_DE440_FILE
        embed perilune_embedded_moon_pa, PERILUNE_MOON_PA_FILE
        embed perilune_embedded_moon_gravity, PERILUNE_MOON_GRAVITY_FILE
        embed perilune_embedded_earth_gravity, PERILUNE_EARTH_GRAVITY_FILE

#if defined(__linux__) && defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
