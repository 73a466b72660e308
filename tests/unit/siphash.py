"""SipHash by its paper, to make the values in test_hash.c: PYTHONHASHSEED=0 tests/unit/siphash.py."""

import struct
import sys
M=(1<<64)-1
def rotl(x,b): return ((x<<b)|(x>>(64-b)))&M
def sip(c,d,k0,k1,data):
    v=[k0^0x736f6d6570736575,k1^0x646f72616e646f6d,k0^0x6c7967656e657261,k1^0x7465646279746573]
    def rnd():
        v[0]=(v[0]+v[1])&M; v[1]=rotl(v[1],13); v[1]^=v[0]; v[0]=rotl(v[0],32)
        v[2]=(v[2]+v[3])&M; v[3]=rotl(v[3],16); v[3]^=v[2]
        v[0]=(v[0]+v[3])&M; v[3]=rotl(v[3],21); v[3]^=v[0]
        v[2]=(v[2]+v[1])&M; v[1]=rotl(v[1],17); v[1]^=v[2]; v[2]=rotl(v[2],32)
    padded=data+b'\0'*((7-len(data))%8)+bytes([len(data)&255])
    for (m,) in struct.iter_unpack('<Q',padded):
        v[3]^=m
        for _ in range(c): rnd()
        v[0]^=m
    v[2]^=0xff
    for _ in range(d): rnd()
    return v[0]^v[1]^v[2]^v[3]
if __name__ == "__main__":
    assert sip(2, 4, *struct.unpack("<QQ", bytes(range(16))), bytes(range(15))) == 0xA129CA6149BE45E5
    if sys.hash_info.algorithm == "siphash13":
        for n in range(1, 40):
            assert hash(bytes(range(n))) % 2**64 == sip(1, 3, 0, 0, bytes(range(n)))
    for n in range(64):
        key = struct.unpack("<QQ", bytes(range(16)))
        print(f"0x{sip(1, 3, *key, bytes(range(n))):016X},", end="\n" if n % 4 == 3 else " ")
