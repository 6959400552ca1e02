# Writes a C++ file that holds the text of others: kNativeHeaders of native_code.h.
set(text "#include \"language/native_code.h\"\n\nnamespace myelin {\n\n")
string(APPEND text "extern const NativeHeader kNativeHeaders[] = {\n")
foreach(file ${FILES})
  # As text, not as a list: what stands in brackets or before a semicolon must stay as it is.
  file(READ ${ROOT}/${file} content)
  string(APPEND text "    {\"${file}\", R\"EMBEDDED(${content})EMBEDDED\"},\n")
endforeach()
string(APPEND text "    {nullptr, nullptr}};\n\n}  // namespace myelin\n")
file(WRITE ${OUT} "${text}")
