// The errors and warnings of a run: family E08 of the catalogue of diagnostics (lang/diag/Catalogue.def carries the
// same codes, so that `smelt explain` knows them).
#pragma once

namespace smelt::runtime {

struct ErrorCode {
  const char *code;
  const char *meaning;
};

namespace errors {
inline constexpr ErrorCode NoMatch{"E0801", "a pattern matches no file"};
inline constexpr ErrorCode CannotRead{"E0802", "an input cannot be read"};
inline constexpr ErrorCode IsFolder{"E0803", "an input is a folder where a file is meant"};
inline constexpr ErrorCode InputTwice{"E0804", "standard input is read by two sources"};
inline constexpr ErrorCode OutputExists{"E0805", "the output exists and was not written by smelt"};
inline constexpr ErrorCode CannotCreate{"E0806", "the output folder cannot be made"};
inline constexpr ErrorCode CannotWrite{"E0807", "writing an output failed"};
inline constexpr ErrorCode SharedOutput{"E0808", "two outputs have the same folder, or one lies in the other"};
inline constexpr ErrorCode OutputHoldsInput{"E0809", "an output would replace a folder that holds an input"};
inline constexpr ErrorCode StateFolder{"E0810", "the state folder cannot be written or read back"};
inline constexpr ErrorCode KernelFailed{"E0811", "a compiled kernel reported a failure"};
inline constexpr ErrorCode BadPlan{"E0812", "the plan contradicts itself"};
inline constexpr ErrorCode OutOfMemory{"E0813", "memory ran out"};
inline constexpr ErrorCode DamagedInput{"E0820", "a compressed input is damaged or cut short (warning)"};
inline constexpr ErrorCode MalformedHeader{"E0823", "the header of a CSV file is malformed (warning)"};
inline constexpr ErrorCode NoParquet{"E0840", "a plan needs Parquet, which this smelt was built without"};
inline constexpr ErrorCode ParquetStream{"E0841", "Parquet cannot be read from standard input"};
inline constexpr ErrorCode DamagedParquet{"E0842", "a Parquet file cannot be read, or not whole (warning)"};
inline constexpr ErrorCode ParquetTypes{"E0843", "the fields of a Parquet file are not those declared (warning)"};
} // namespace errors

inline constexpr ErrorCode AllErrors[] = {
    errors::NoMatch,          errors::CannotRead,     errors::IsFolder,        errors::InputTwice,
    errors::OutputExists,     errors::CannotCreate,   errors::CannotWrite,     errors::SharedOutput,
    errors::OutputHoldsInput, errors::StateFolder,    errors::KernelFailed,    errors::BadPlan,
    errors::OutOfMemory,      errors::DamagedInput,   errors::MalformedHeader, errors::NoParquet,
    errors::ParquetStream,    errors::DamagedParquet, errors::ParquetTypes,
};

} // namespace smelt::runtime
