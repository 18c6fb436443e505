-- A figure of Skipscape: a frame in HTML, a picture and a link on paper.
--
--   {{< skipscape "depth=20&view=surface" label="Loss surface" picture="figures/surface.png" >}}
--
-- The first argument is the setup, as it stands in a link. `base` says where Skipscape stands; left out, it is what the document's
-- front matter has as `skipscape: https://your.site/skipscape/`. `controls` is full, minimal (the default) or none; `height` is in
-- pixels. `picture` is the file that stands on paper: `skipscape draw` makes it. Without it there the link stands alone.

-- As the page's own Share dialog writes it; a test compares both.
local FRAME = '<iframe src="%s" title="Skipscape: %s, without and with a shortcut" loading="lazy" width="100%%" height="%s" style="border:0" allow="fullscreen; clipboard-write" sandbox="allow-scripts allow-same-origin allow-downloads allow-popups"></iframe>'
local HEIGHTS = { full = '1100', minimal = '680', none = '620' }

local function text(value)
  return pandoc.utils.stringify(value or '')
end

local function attribute(words)
  return (words:gsub('&', '&amp;'):gsub('"', '&quot;'):gsub('<', '&lt;'))
end

-- The setup with `controls`, which what was said before gives way to; what has no button begins when it is seen.
local function setup(scene, controls)
  local said = controls == 'none' and { controls = true, play = true } or { controls = true }
  local kept = {}
  for pair in scene:gsub('^[#?]', ''):gmatch('[^&]+') do
    if not said[pair:match('^[^=]*')] then
      kept[#kept + 1] = pair
    end
  end
  kept[#kept + 1] = 'controls=' .. controls
  if controls == 'none' then
    kept[#kept + 1] = 'play=visible'
  end
  return table.concat(kept, '&')
end

return {
  ['skipscape'] = function(args, kwargs, meta)
    local scene = text(args[1])
    local base = text(kwargs.base)
    if base == '' then
      base = text(meta.skipscape)
    end
    if base == '' then
      error('Skipscape: say where it stands, in the front matter: skipscape: https://your.site/skipscape/')
    end
    base = base:gsub('/*$', '') .. '/'
    local label = text(kwargs.label)
    if label == '' then
      label = 'Skipscape'
    end
    local link = pandoc.Link(label .. ': open in Skipscape', base .. '#' .. scene)
    if quarto.doc.is_format('html') then
      local controls = text(kwargs.controls)
      if controls == '' then
        controls = 'minimal'
      end
      local height = text(kwargs.height)
      if height == '' then
        height = HEIGHTS[controls] or HEIGHTS.minimal
      end
      local source = base .. 'embed.html#' .. setup(scene, controls)
      local frame = string.format(FRAME, attribute(source), attribute(label), attribute(height))
      return { pandoc.RawBlock('html', frame), pandoc.Para({ link }) }
    end
    local picture = text(kwargs.picture)
    if picture == '' then
      return { pandoc.Para({ link }) }
    end
    return { pandoc.Para({ pandoc.Image({ pandoc.Str(label) }, picture) }), pandoc.Para({ link }) }
  end,
}
