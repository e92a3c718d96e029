// A log of three records, its checkpoint, and who signed it. Made by another program (Python's
// `cryptography`), from the specifications; the seeds are those of RFC 8032, section 7.1, tests 1
// and 2.
#ifndef DEALBOEK_TESTS_STORAGE_NOTES_KNOWN_H_
#define DEALBOEK_TESTS_STORAGE_NOTES_KNOWN_H_

namespace dealboek::storage::known {

inline constexpr char kSeed[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
inline constexpr char kLogName[] = "dealboek.example/zod";
inline constexpr char kLogKey[] =
    "dealboek.example/zod+7b2ce899+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
inline constexpr char kLogSecret[] =
    "PRIVATE+KEY+dealboek.example/zod+7b2ce899+AZ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";
inline constexpr char kWitnessKey[] =
    "getuige.example/emmen+21d3fbdc+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM";
inline constexpr char kWitnessSecret[] =
    "PRIVATE+KEY+getuige.example/emmen+21d3fbdc+BEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7";
inline constexpr unsigned kCosignedAt = 1679315147;

// Records "submitted", "endorsed" and "decided".
inline constexpr char kText[] =
    "dealboek.example/zod\n"
    "3\n"
    "WfeP/WFcfCRIXDY5mKjYFfJ3YJdO37Bo/J9SD3fzi3s=\n";
inline constexpr char kLogLine[] =
    "— dealboek.example/zod "
    "eyzomQ9kuWYwGqAm96hfCFGMb+lQFbSebW9YpLRi3sepVe5bjLH/MXdNHczllYFYQvXY300evjK+kUmJYHFWq0XYxgY="
    "\n";
inline constexpr char kWitnessLine[] =
    "— getuige.example/emmen "
    "IdP73AAAAABkGFDLTvdiEIwckvHsupeSzF9ljmdmlOJbDrofA6AHI9D0UmfBg/t6Ce3y7W2I/"
    "V6CFI4JLDJ1CKLfF4VspILHZPFYBA==\n";

// That "endorsed" is the second.
inline constexpr char kProofHead[] =
    "c2sp.org/tlog-proof@v1\n"
    "index 1\n"
    "0TpqjfiWGgu3lMeKBOFroJ0TR7luc/Q3L1kPMZKsS5w=\n"
    "mNj27c7Z+pIOIte0wm5Z1OZ1kJpnY1n8PIklT6/QuLM=\n"
    "\n";

}  // namespace dealboek::storage::known

#endif  // DEALBOEK_TESTS_STORAGE_NOTES_KNOWN_H_
