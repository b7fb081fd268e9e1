-- What a program of C does for an interpreter: errors by longjmp, callbacks, numbers as text, files, memory.
local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end
print(_VERSION, fib(20), 7 // 2, 7 % -3, 2 ^ 0.5, 1e300 * 1e10, math.maxinteger + 1 == math.mininteger)
print(string.format("%5.2f|%-6s|%x|%q|%a", math.pi, "ab", 255, "a\nb", 1.5))
print(pcall(error, {code = 3}) and "no" or select("#", pcall(error, "x")), pcall(function() local x = nil; return x.y end))
local ok, what = xpcall(function() error("deep") end, function(m) return m .. " handled" end)
print(ok, what)
local co = coroutine.wrap(function(...) for i = 1, select("#", ...) do coroutine.yield((select(i, ...))) end return "end" end)
print(co("a", "b"), co(), co())
local t = setmetatable({}, {__index = function(_, k) return k * 2 end, __call = function(_, x) return x + 1 end,
                            __close = function() print("closed") end, __gc = function() end})
do local c <close> = t; print(t[21], t(1)) end
local words = {}
for w in ("the quick brown fox jumps over the lazy dog"):gmatch("%a+") do words[#words + 1] = w end
table.sort(words, function(a, b) return #a == #b and a < b or #a < #b end)
print(table.concat(words, " "), ("x"):rep(5, "-"), ("hello"):gsub("l", {l = "L"}))
local f = assert(io.open("lua.tmp", "wb")); f:write("one\n", 2, "\n", 3.5, "\n"); f:close()
for line in io.lines("lua.tmp") do io.write("[", line, "]") end
print(os.remove("lua.tmp"), io.open("no such file"))
local parts = {}
for i = 1, 20000 do parts[#parts + 1] = tostring(i):reverse() end
local joined = table.concat(parts, ",")
collectgarbage()
print(#joined, joined:sub(-17), utf8.char(228, 8364, 128512), #utf8.char(228, 8364, 128512))
print(string.pack("<i4z", 100, "abc"):byte(1, -1))
print(load("return 1 +")); print(load("return ...")(42), require("string") == string)
io.stderr:write("to the other stream\n")
os.exit(17, true)
