// Admits the events of some ranges of ids and gives them the ids their sink knows them by.
//
// An event in none of the ranges is dropped; if it closed its packet, a null beat closes it
// instead. The payload above the id passes through. No register inside.
`default_nettype none

module route_filter #(
    // Bits of an incoming id
    parameter S_ID = 8,
    // Bits of an outgoing id
    parameter M_ID = 8,
    // Bits of payload above the id (0: none)
    parameter PAYLOAD = 0,
    // Number of ranges
    parameter RANGES = 1,
    // 32 bits each: first and last id of a range, and what is added to an id of it
    parameter [RANGES*32-1:0] FIRST = 0,
    parameter [RANGES*32-1:0] LAST = 0,
    parameter [RANGES*32-1:0] OFFSET = 0
) (
    input  wire [PAYLOAD+S_ID-1:0] s_tdata,
    input  wire                    s_tvalid,
    output wire                    s_tready,
    input  wire                    s_tlast,
    input  wire                    s_tkeep,
    input  wire                    s_tuser,

    output wire [PAYLOAD+M_ID-1:0] m_tdata,
    output wire                    m_tvalid,
    input  wire                    m_tready,
    output wire                    m_tlast,
    output wire                    m_tkeep,
    output wire                    m_tuser
);
    initial begin
        if (S_ID < 1 || S_ID > 31 || M_ID < 1 || M_ID > 31 || PAYLOAD < 0 || RANGES < 1) begin
            $display("error: route_filter: ids have 1 to 31 bits, and a range at least in %m");
            $finish;
        end
    end

    wire [31:0] id = {{(32 - S_ID){1'b0}}, s_tdata[S_ID-1:0]};

    // At most one range holds an id, so the matches can be combined by or, range by range.
    wire            hit;
    wire [M_ID-1:0] routed;

    genvar r;
    generate
        for (r = 0; r < RANGES; r = r + 1) begin : g_range
            localparam [31:0] BOTTOM = FIRST[r*32 +: 32];
            localparam [31:0] SPAN   = LAST[r*32 +: 32] - FIRST[r*32 +: 32];
            localparam [31:0] SHIFT  = OFFSET[r*32 +: 32];
            // One comparison, modulo 2**32: ids below the range wrap to large numbers.
            wire [31:0]     above = id - BOTTOM;
            wire [31:0]     moved = id + SHIFT;
            wire            mine  = above <= SPAN;
            wire [M_ID-1:0] mask  = {M_ID{mine}} & moved[M_ID-1:0];
            wire            any;
            wire [M_ID-1:0] sum;
            if (r == 0) begin : g_first
                assign any = mine;
                assign sum = mask;
            end else begin : g_next
                assign any = g_range[r-1].any || mine;
                assign sum = g_range[r-1].sum | mask;
            end
            // Ids fit M_ID bits by construction of the ranges.
            wire unused = &{1'b0, moved[31:M_ID]};
        end
        assign hit    = g_range[RANGES-1].any;
        assign routed = g_range[RANGES-1].sum;
        if (PAYLOAD > 0) begin : g_payload
            assign m_tdata = {s_tdata[PAYLOAD+S_ID-1:S_ID], routed};
        end else begin : g_bare
            assign m_tdata = routed;
        end
    endgenerate

    wire admit = s_tkeep && hit;
    wire pass  = admit || s_tlast;

    assign m_tvalid = s_tvalid && pass;
    assign s_tready = m_tready || !pass;
    assign m_tlast  = s_tlast;
    assign m_tkeep  = admit;
    assign m_tuser  = s_tuser;
endmodule

`default_nettype wire
