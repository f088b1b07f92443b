// Scripts: Redis runs each as one step, and nothing happens between its lines. They are sent with their text every time: by its
// hash, a script may be unknown (after a restart), and what was published after it would overtake it.

// The log is a hash (its epoch, and the n and ms of the newest entry) and a stream, whose ids are `<ms>-<n>`. They are
// made and given up together. Each entry holds its epoch and the ms of the entry before it: so the place before the oldest
// one is known, also when that entry is gone, and a reader knows of each entry whether it follows the last one.
const preamble = `
local function whole(number) return string.format('%.0f', number) end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local log = redis.call('HMGET', KEYS[1], 'epoch', 'ms', 'n')
local epoch, ms, n = log[1], log[2], log[3]
local function begin()
  redis.call('DEL', KEYS[2])
  epoch, ms, n = ARGV[1], whole(now), '0'
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'ms', ms, 'n', n)
end
`;

/**
 * Adds an entry and gives its id; or the id of the one that has its key. Keys: the hash, the stream, the record of the
 * draft's key. Arguments: a new epoch, should one be needed; max; retention in ms; whether there is a key; the draft.
 */
export const publishScript = `${preamble}
local max, retention, keyed = ARGV[2], tonumber(ARGV[3]), ARGV[4] == '1'
if not epoch then begin() end
now = math.max(now, tonumber(ms))
local known = keyed and redis.call('GET', KEYS[3])
if known and known:sub(1, #epoch + 1) == epoch .. ':' then
  local entry = known:sub(#epoch + 2)
  if #redis.call('XRANGE', KEYS[2], entry, entry) > 0 then return known end
end
local after = whole(tonumber(n) + 1)
local entry = whole(now) .. '-' .. after
-- The first to write: where memory is short, this one is refused, and the others are not.
redis.call('XADD', KEYS[2], 'MAXLEN', max, entry, 'epoch', epoch, 'before', ms,
  'type', ARGV[5], 'scopes', ARGV[6], 'event', ARGV[7], 'data', ARGV[8], 'mutationId', ARGV[9])
redis.call('XTRIM', KEYS[2], 'MINID', whole(math.max(0, now - retention)))
redis.call('HSET', KEYS[1], 'ms', whole(now), 'n', after)
local id = epoch .. ':' .. entry
if keyed then redis.call('SET', KEYS[3], id, 'PX', whole(math.max(1, retention))) end
return id
`;

/**
 * Gives epoch, ms and n of the newest entry, and begins a new epoch where the log is gone, or is not the one that the reader
 * has read: a Redis that lost its last writes counts on from an older n. Keys: the hash, the stream. Arguments: a new epoch;
 * epoch, ms and n of the last entry that the reader has read (an empty epoch: none).
 */
export const lookScript = `${preamble}
local function isOther()
  local readMs, readN = ARGV[3], tonumber(ARGV[4])
  if epoch ~= ARGV[2] or readN == 0 then return false end
  local read = readMs .. '-' .. ARGV[4]
  if #redis.call('XRANGE', KEYS[2], read, read) > 0 then return false end
  local oldest = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)[1]
  if not oldest then return true end
  local trimmed = tonumber(oldest[1]:match('-(%d+)$')) - 1
  if trimmed > readN then return false end
  return trimmed < readN or oldest[2][4] ~= readMs
end
if not epoch or (n ~= '0' and redis.call('EXISTS', KEYS[2]) == 0) or isOther() then begin() end
return {epoch, ms, n}
`;
